"""A release's addresses, those of the repository whose workflow builds it, and its documents."""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
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


class DocumentsHook(BuildHookInterface):
    """Hatchling's place for files that a wheel takes from elsewhere."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the Markdown files into the package, of which `imnm-bot site` makes pages.

        Pictures stay behind, and so does the README, which the metadata has. An image is built
        without documents, and its wheel has none.
        """
        if version == "editable":
            return
        root = Path(self.root)
        for file in sorted([*root.glob("*.md"), *root.glob("docs/*.md"), *root.glob("cards/*.md")]):
            name = file.relative_to(root).as_posix()
            if name != "README.md":
                build_data["force_include"][str(file)] = f"bot/documents/{name}"
