"""What the user has allowed for longer and what waits for their answer, in words for the page."""

from collections.abc import Mapping
from typing import Any

from app.base.errors import NotHereError
from app.server.permission_card import SERVERS
from app.store.permissions import Permission, PermissionStore, Question
from app.store.threads import ThreadStore
from app.tools.host import ToolHost


class Granted:
    """The list of permissions that the page shows and revokes."""

    def __init__(self, permissions: PermissionStore, threads: ThreadStore, host: ToolHost) -> None:
        self._permissions = permissions
        self._threads = threads
        self._host = host

    async def list(self) -> Mapping[str, Any]:
        """What is allowed now, newest first, and the questions that wait, oldest first."""
        titles = await self._threads.titles()
        waiting = await self._permissions.waiting()
        return {
            "permissions": [self._shown(each, titles) for each in await self._permissions.permissions()],
            "waiting": [self._asked(each, titles) for each in waiting],
        }

    async def revoke(self, permission_id: str) -> None:
        """Take a permission back. Raises NotHereError when there is none."""
        if not await self._permissions.revoke(permission_id):
            raise NotHereError("This permission is not there any more.")

    def _shown(self, permission: Permission, titles: Mapping[str, str | None]) -> Mapping[str, Any]:
        tool = self._title(permission.server, permission.tool) if permission.tool else "Everything"
        return {
            "id": permission.id,
            "server": SERVERS.get(permission.server, permission.server),
            "tool": tool,
            "folder": permission.folder,
            "thread": titles.get(permission.thread_id) or "A conversation" if permission.thread_id else None,
            "expires_at": permission.expires_at.isoformat() if permission.expires_at else None,
        }

    def _asked(self, question: Question, titles: Mapping[str, str | None]) -> Mapping[str, Any]:
        return {
            "id": question.id,
            "thread_id": question.thread_id,
            "thread": titles.get(question.thread_id),
            "tool": self._title(question.server, question.tool),
        }

    def _title(self, server: str, tool: str) -> str:
        process = self._host.servers.get(server)
        found = next((each for each in process.tools if each.name == tool), None) if process else None
        return (found.title if found else None) or tool
