"""Page tokens, sealed under the installation's own key, so that every process of it can open them."""

from __future__ import annotations

import base64
import binascii

from storage.data_keys import DataKeys
from storage.sealing import CannotOpen, Place, data_key_id, open_sealed, seal


class SealedPageTokens:
    """`core.page_tokens.Sealer`."""

    def __init__(self, data_keys: DataKeys, tenant: str) -> None:
        self._keys, self._tenant = data_keys, tenant

    async def seal(self, text: str, about: str) -> str:
        """See `Sealer`."""
        sealed = seal(text.encode(), self._place(about), await self._keys.for_owner(None))
        return base64.urlsafe_b64encode(sealed).decode()

    async def open(self, sealed: str, about: str) -> str | None:
        """See `Sealer`."""
        try:
            blob = base64.b64decode(sealed, altchars=b"-_", validate=True)
            key_id = data_key_id(blob)
            keys = await self._keys.load([key_id])
            return open_sealed(blob, self._place(about), keys[key_id]).decode()
        except (CannotOpen, ValueError, binascii.Error):
            return None

    def _place(self, about: str) -> Place:
        return Place(self._tenant, "page_token", (about,), 0)
