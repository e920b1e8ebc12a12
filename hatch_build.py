"""The addresses in a release's metadata: those of the repository whose workflow builds it."""

import os
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class CustomMetadataHook(MetadataHookInterface):
    """Hatchling's place for metadata that is known when it builds."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in ``urls`` from the variables that GitHub Actions sets; none without them."""
        server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        if not server or not name:
            metadata["urls"] = {}
            return
        repository = f"{server}/{name}"
        metadata["urls"] = {
            "Source": repository,
            "Issues": f"{repository}/issues",
            "Changelog": f"{repository}/blob/main/CHANGELOG.md",
            "Privacy": f"{repository}/blob/main/PRIVACY.md",
        }
