"""Names of environment variables and their defaults: they stand in compose files and units."""

from collections.abc import Iterator, Mapping

from bot.settings import read_settings
from tests.golden.conftest import Golden


class Environment(Mapping[str, str]):
    """An empty environment that remembers what was looked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_environment_variables_keep_their_names_and_defaults(golden: Golden) -> None:
    environment = Environment()
    settings = read_settings(environment)
    lines = [f"{name} = {getattr(settings, name.lower())}\n" for name in sorted(environment.names)]
    golden("environment.txt", "".join(lines))
