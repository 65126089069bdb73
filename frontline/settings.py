"""Everything that differs between one installation and another, read from the environment and `.env`."""

from __future__ import annotations

from base64 import b64decode
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    BaseSettings,
    Field,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    parse_obj_as,
    root_validator,
    validator,
)

PROJECT_ROOT = Path(__file__).resolve().parents[1]
DEVELOPMENT_SECRET = "for-development-only-and-refused-in-production"
SHORTEST_SECRET = 32
SHORTEST_SIGNING_KEY = 24
DESK = "desk"


class HttpBackOfficeSettings(BaseModel):
    """Where a company's own systems are, and how long they are waited for; times in seconds.

    A turn may look several times within `actions_timeout`: what is waited for each should stay well below it.
    """

    url: AnyHttpUrl
    """What the paths of docs/back_office_api.yml are appended to."""
    token: SecretStr
    connect_timeout: PositiveFloat = 1.0
    read_timeout: PositiveFloat = 2.0
    attempts: PositiveInt = 3
    """How often one request is sent when it is not answered."""
    patience: PositiveFloat = 4.0
    """After so long no other attempt is made."""
    failures: PositiveInt = 4
    """After so many unanswered attempts in a row nothing is sent for a while."""
    pause: PositiveFloat = 20.0
    """How long that is; then one attempt shows whether it answers again."""


class WhatsAppSettings(BaseModel):
    """One business number at the WhatsApp Cloud API; connectors/whatsapp/README.md says where to find each.

    Times in seconds.
    """

    phone_number_id: str = Field(regex=r"^\d{1,32}$")
    """Meta's id of our number, not the number itself."""
    phone_number: str | None = Field(None, regex=r"^[1-9]\d{6,14}$")
    """The number itself, country code and digits only; without it the website offers no move to WhatsApp."""
    access_token: SecretStr
    app_secret: SecretStr
    """Signs what WhatsApp delivers."""
    verify_token: SecretStr
    """Our own word, by which Meta proves that the webhook's address was entered by us."""
    api_url: AnyHttpUrl = parse_obj_as(AnyHttpUrl, "https://graph.facebook.com")
    api_version: str = Field("v25.0", regex=r"^v\d+\.\d+$")
    link_url: AnyHttpUrl = parse_obj_as(AnyHttpUrl, "https://wa.me")
    """What opens a chat with a number appended to it."""
    connect_timeout: PositiveFloat = 3.0
    read_timeout: PositiveFloat = 10.0
    unasked: bool = True
    """Whether customers hear anything that is no answer: their place in the queue, the question how much
    effort it was, the template."""
    template: str | None = None
    """An approved template without parameters that asks the customer to write back, for answers that come
    more than 24 hours after their last message; without one, such answers wait until the customer writes."""
    template_languages: dict[str, str] = {"nl": "nl", "en": "en"}
    """How the template's two languages are called at Meta."""


class MetricsSettings(BaseModel):
    """Where Prometheus finds /metrics: an address of its own, because the public port is for customers."""

    port: PositiveInt
    host: str = "127.0.0.1"
    """The interface; 0.0.0.0 for all, where a firewall keeps others out."""


class ChatwootSettings(BaseModel):
    """Where Chatwoot is, and which of its inboxes is ours (connectors/helpdesk/chatwoot/README.md)."""

    url: AnyHttpUrl
    """What `/api/v1/accounts/…` is appended to."""
    account_id: PositiveInt
    inbox_id: PositiveInt
    """An inbox of the channel API."""
    api_access_token: SecretStr
    """Of an agent who may see that inbox."""
    webhook_secret: SecretStr
    """With which Chatwoot signs what it sends us."""
    language: Literal["nl", "en"] = "nl"
    """The agents' language: that of the note with the pack."""
    connect_timeout: PositiveFloat = 2.0
    read_timeout: PositiveFloat = 8.0


class WebhookHelpdeskSettings(BaseModel):
    """Any helpdesk, by docs/helpdesk_api.yml; the secrets are base64 of 24 random bytes or more."""

    url: AnyHttpUrl
    """Where what the helpdesk should hear is posted."""
    secret: SecretStr
    """Signs what we send."""
    events_secret: SecretStr
    """Signs what we are sent: another one, so that nobody can send us our own words."""
    connect_timeout: PositiveFloat = 2.0
    read_timeout: PositiveFloat = 8.0

    @validator("secret", "events_secret")
    def refuse_weak_secrets(cls, secret: SecretStr) -> SecretStr:  # noqa: N805
        """Raises ValueError for what is no base64, or too short to be a secret."""
        try:
            long_enough = len(signing_key(secret)) >= SHORTEST_SIGNING_KEY
        except ValueError:
            long_enough = False
        if not long_enough:
            raise ValueError(f"must be base64 of {SHORTEST_SIGNING_KEY} random bytes or more")
        return secret


def signing_key(secret: SecretStr) -> bytes:
    """The key that a secret of the Standard Webhooks stands for. Raises ValueError when it is no base64."""
    return b64decode(secret.get_secret_value().removeprefix("whsec_"), validate=True)


class Settings(BaseSettings):
    """Settings by name; each is read from the environment variable FRONTLINE_<NAME> or from `.env`."""

    environment: Literal["development", "production"] = "development"
    database_url: str = "sqlite:///var/frontline.db"
    content_dir: Path = PROJECT_ROOT / "content"
    nlu_data_dir: Path = PROJECT_ROOT / "data" / "nlu"
    """Where the messages that trainers accept at the desk are written."""
    website_token_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    actions_url: str | None = None
    """Overrides `action_endpoint.url` of endpoints.yml."""
    actions_timeout: float = 10.0
    """Seconds a custom action may take before the customer hears that something is wrong."""
    cors_origins: list[str] = []
    """Origins, besides our own, whose pages may embed the widget; ["*"] for all."""
    demo: bool = True
    """Serve Polderlink's demo pages and seed its demo back office and agents."""
    demo_agent_password: SecretStr | None = None
    back_office: str = "connectors.back_office.demo.DemoBackOffice"
    """Dotted path of a class that implements `frontline.customers.ports.BackOffice` and has `connect`."""
    back_office_http: HttpBackOfficeSettings | None = None
    """For `connectors.back_office.http.HttpBackOffice`: FRONTLINE_BACK_OFFICE_HTTP__URL, __TOKEN, …"""
    always_open: bool = False
    """Agents are there day and night: the opening hours of content/channels.yml do not count."""
    media_dir: Path = PROJECT_ROOT / "var" / "media"
    """Where photos, voice notes and documents of customers are kept."""
    media_days: PositiveInt = 30
    """For so long."""
    media_megabytes: PositiveInt = 16
    """Larger files are refused."""
    whatsapp: WhatsAppSettings | None = None
    """FRONTLINE_WHATSAPP__PHONE_NUMBER_ID, __ACCESS_TOKEN, …; without them WhatsApp is not served."""
    helpdesk: str = DESK
    """Where agents work: `desk` is the built-in one; else the dotted path of a class that implements
    `frontline.handoffs.ports.Helpdesk`."""
    helpdesk_chatwoot: ChatwootSettings | None = None
    """For `connectors.helpdesk.chatwoot.Chatwoot`: FRONTLINE_HELPDESK_CHATWOOT__URL, __ACCOUNT_ID, …"""
    helpdesk_webhook: WebhookHelpdeskSettings | None = None
    """For `connectors.helpdesk.webhook.WebhookHelpdesk`: FRONTLINE_HELPDESK_WEBHOOK__URL, __SECRET, …"""
    metrics: MetricsSettings | None = None
    """FRONTLINE_METRICS__PORT, __HOST; without a port no metrics are served."""
    replica: str = "rasa-1"
    """Name of this Rasa process: after a restart it takes up again what the same name had claimed."""

    class Config:
        env_prefix = "FRONTLINE_"
        env_nested_delimiter = "__"
        env_file = PROJECT_ROOT / ".env"
        extra = "ignore"

    @root_validator(skip_on_failure=True)
    def refuse_demo_secrets_in_production(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        """Raises ValueError when a production installation would run with a secret anyone can know."""
        secret = values["website_token_secret"].get_secret_value()
        if values["environment"] == "production" and (
            secret == DEVELOPMENT_SECRET or len(secret) < SHORTEST_SECRET
        ):
            raise ValueError(
                "FRONTLINE_WEBSITE_TOKEN_SECRET is missing or too short for production: "
                f"set it to at least {SHORTEST_SECRET} random characters."
            )
        return values

    @validator("helpdesk")
    def refuse_unknown_helpdesks(cls, helpdesk: str) -> str:  # noqa: N805
        """Raises ValueError for a name that is neither our desk nor a dotted path."""
        if helpdesk != DESK and "." not in helpdesk:
            raise ValueError(f"must be {DESK}, or the dotted path of a class")
        return helpdesk

    @property
    def absolute_database_url(self) -> str:
        """The database URL; a relative SQLite path starts at the project, not at the shell's folder."""
        prefix = "sqlite:///"
        if not self.database_url.startswith(prefix) or self.database_url.startswith(prefix + "/"):
            return self.database_url
        return prefix + str(PROJECT_ROOT / self.database_url[len(prefix) :])


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
