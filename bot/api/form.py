"""What a purchase must look like, for the API and for the CSV alike, and how its faults are told.

Messages are for the person at the till's computer, so they are in English and in Chinese.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from storage.purchases import NewPurchase

ZoneOf = Callable[[str], ZoneInfo]


def _printable(text: str) -> str:
    if any((ord(c) < 32 and c not in "\t\n\r") or ord(c) == 127 for c in text):
        raise ValueError("contains control characters / 含有控制字符")
    return text


def _joined(items: object) -> object:
    """A list of things bought is as good as their names in a row."""
    if isinstance(items, list) and all(isinstance(item, str) for item in items):
        return "、".join(items)
    return items


def _moment(value: object) -> object:
    """Only text: a bare number would pass for seconds since 1970."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError("must be ISO 8601 text / 应为 ISO 8601 时间文本")
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise ValueError("is not an ISO 8601 time / 不是有效的时间（ISO 8601）") from error


def _sensible(moment: datetime) -> datetime:
    if not 2000 <= moment.year <= 2200:
        raise ValueError("is not a likely year / 年份不合理")
    return moment


Words = Annotated[str, Field(min_length=1), AfterValidator(_printable)]
Name = Annotated[Words, Field(max_length=64)]
Reference = Annotated[Words, Field(max_length=128)]
Items = Annotated[Words, Field(max_length=1000), BeforeValidator(_joined)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_sensible)]


class PurchaseForm(BaseModel):
    """One purchase as it comes in; an unknown field is a misspelt one, and refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    order_no: Name
    shop: Name
    items: Items
    amount: Amount
    currency: Currency = "CNY"
    bought_at: Moment
    clerk: Name | None = None
    campaign: Name | None = None
    customer: Reference | None = None
    customer_name: Name | None = None
    customer_role: Name | None = None
    survey: Literal["now", "never"] | None = None

    def purchase(self, zone_of: ZoneOf) -> NewPurchase:
        """A time without a zone is a time on the wall of the shop."""
        bought_at = self.bought_at
        if bought_at.tzinfo is None:
            bought_at = bought_at.replace(tzinfo=zone_of(self.shop))
        return NewPurchase(
            shop=self.shop,
            order_no=self.order_no,
            items=self.items,
            amount=self.amount,
            currency=self.currency,
            bought_at=bought_at.astimezone(UTC),
            clerk=self.clerk,
            campaign=self.campaign,
            customer_ref=self.customer,
            customer_name=self.customer_name,
            customer_role=self.customer_role,
            survey=self.survey,
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field."""

    field: str
    message: str


_MESSAGES = {
    "missing": "is missing / 缺少",
    "extra_forbidden": "is not a known field / 不是已知字段",
    "string_type": "must be text / 应为文本",
    "string_too_short": "must not be empty / 不能为空",
    "string_too_long": "is longer than {max_length} characters / 超过 {max_length} 个字符",
    "string_unicode": "is not valid text / 不是有效文本",
    "greater_than_equal": "must be {ge} or more / 不能小于 {ge}",
    "decimal_max_places": "has more than {decimal_places} decimals / 小数超过 {decimal_places} 位",
    "decimal_max_digits": "is too large / 数字太大",
    "decimal_whole_digits": "is too large / 数字太大",
    "decimal_parsing": "is not a number / 不是数字",
    "decimal_type": "is not a number / 不是数字",
    "finite_number": "is not a number / 不是数字",
    "string_pattern_mismatch": "must be like CNY / 应为三位大写字母",
    "literal_error": "must be {expected} / 只能是 {expected}",
    "model_type": "must be an object / 应为一个对象",
}


def faults(error: ValidationError) -> list[Fault]:
    return [_fault(dict(each)) for each in error.errors(include_url=False, include_input=False)]


def _fault(error: dict[str, Any]) -> Fault:
    field = str(error["loc"][0]) if error["loc"] else ""
    known = error.get("ctx") or {}
    if error["type"] == "value_error":
        return Fault(field, str(known.get("error", error["msg"])))
    template = _MESSAGES.get(error["type"], f"{error['msg']} / 格式不对")
    return Fault(field, template.format_map({**known}) if known else template)
