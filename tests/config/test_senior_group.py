"""The group of the seniors is one of its own, or there is none."""

from pathlib import Path
from typing import Any

import pytest

from bot.config import ConfigError, Settings, load

ROOT = Path(__file__).parents[2]
GROUP, SENIORS = -1001, -1009


def loaded(senior: Any, **more: Any) -> Settings:
    staff = {"group": GROUP, "senior_group": senior}
    return load(ROOT / "config.yaml", {"staff": staff, **more}, environ={})


def test_it_is_one_of_our_groups_where_it_is_set() -> None:
    assert loaded(SENIORS).groups == {GROUP, SENIORS}
    assert loaded(SENIORS).policy.has_seniors
    assert loaded(SENIORS).group_of("徐汇店") == GROUP


def test_there_is_none_by_default() -> None:
    assert load(ROOT / "config.yaml", {}, environ={}).staff.senior_group is None
    assert loaded(None).groups == {GROUP}
    assert not loaded(None).policy.has_seniors


@pytest.mark.parametrize("senior", [0, 1001, GROUP, "店长群"])
def test_what_could_not_work_is_refused_with_its_key(senior: Any) -> None:
    with pytest.raises(ConfigError, match=r"staff\.senior_group"):
        loaded(senior)


def test_the_group_of_a_shop_is_none_of_the_seniors_either() -> None:
    with pytest.raises(ConfigError, match=r"staff\.senior_group"):
        loaded(SENIORS, shops={"徐汇店": {"group": SENIORS}})
