"""Tables that come in."""

from pydantic import Field

from api.schemas.base import Given, Shown


class ImportGiven(Given):
    """`mapping: null`: columns are recognised by what they are called."""

    csv: str = Field(max_length=1_000_000, examples=['Name,E-mail\nPriya Nair,priya@example.com\n'])
    mapping: dict[str, str] | None = Field(None, max_length=20, examples=[{'name': 'Name', 'email': 'E-mail'}])
    dry_run: bool = Field(False, description='Only look what would be done')


class BadRow(Shown):
    line: int = Field(examples=[17])
    reason: str = Field(examples=['“priya@” is no e-mail address'])


class ImportShown(Shown):
    headers: list[str] = Field(examples=[['Name', 'E-mail']])
    mapping: dict[str, str]
    new: int = Field(examples=[1])
    known: int = Field(description='They stay as they are', examples=[0])
    bad: list[BadRow]
