"""Files that people and the bot have sent, under the ids and paths the Bot API knows them by."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.wire import Json

_FOLDERS = {
    "photo": ("photos", "AgAC", ".jpg"),
    "voice": ("voice", "AwAC", ".oga"),
    "video": ("videos", "BAAC", ".mp4"),
    "video_note": ("video_notes", "DQAC", ".mp4"),
    "animation": ("animations", "CgAC", ".mp4"),
    "audio": ("music", "CQAC", ".mp3"),
    "sticker": ("stickers", "CAAC", ".webp"),
    "document": ("documents", "BQAC", ""),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    unique_id: str
    kind: str
    """What it was sent as: photo, document …; it cannot be sent as something else."""
    name: str
    mime: str
    path: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def ids(self) -> Json:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def store(self, kind: str, name: str, mime: str, data: bytes) -> StoredFile:
        folder, prefix, suffix = _FOLDERS[kind]
        suffix = suffix or Path(name).suffix
        file = StoredFile(
            id=prefix + secrets.token_urlsafe(36),
            unique_id="Ag" + secrets.token_urlsafe(10),
            kind=kind,
            name=name,
            mime=mime,
            path=f"{folder}/file_{len(self._by_id)}{suffix}",
            data=data,
        )
        return self._keep(file)

    def _keep(self, file: StoredFile) -> StoredFile:
        self._by_id[file.id] = file
        self._by_path[file.path] = file
        return file

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file behind a `file_path`, as /file/bot<token>/<file_path> serves it."""
        return self._by_path.get(path)

    def to_list(self, folder: Path | None) -> list[Json]:
        """With the bytes as base64, or in files of the folder named by what is in them."""
        return [self._one(file, folder) for file in self._by_id.values()]

    def _one(self, file: StoredFile, folder: Path | None) -> Json:
        row: Json = {
            "id": file.id,
            "unique_id": file.unique_id,
            "kind": file.kind,
            "name": file.name,
            "mime": file.mime,
            "path": file.path,
        }
        if folder is None:
            return row | {"data": base64.b64encode(file.data).decode()}
        digest = hashlib.sha256(file.data).hexdigest()
        place = folder / digest
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.data)
        return row | {"digest": digest}

    def restore(self, rows: list[Json], folder: Path | None) -> None:
        for row in rows:
            fields = {k: v for k, v in row.items() if k not in {"data", "digest"}}
            if "data" in row:
                data = base64.b64decode(row["data"])
            elif folder is not None:
                data = (folder / row["digest"]).read_bytes()
            else:
                raise ValueError("the files lie in a folder that was not given")
            self._keep(StoredFile(**fields, data=data))
