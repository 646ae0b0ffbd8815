"""Settings of an installation, read from PINGXUAN_… variables or a .env file; all have defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.channels import ChannelSettings
from rules.access import Part, Profile


class Settings(BaseSettings):
    """Defaults serve one machine and some 200 units; scale-out is other values, not other code."""

    model_config = SettingsConfigDict(
        env_prefix="PINGXUAN_", env_nested_delimiter="__", env_file=".env", extra="ignore"
    )

    home: Path = Path("var")
    """Where the embedded databases, logs and results live."""
    attachments: Path | None = None
    """Where files from outside are kept byte for byte; empty: `attachments` in `home`."""
    attachment_mb: int = Field(default=50, ge=1, le=2000)
    """The most megabytes of one attachment."""
    attachments_mb: int = Field(default=300, ge=1, le=20000)
    """The most megabytes of all attachments of one application, filing or meeting together."""
    attachment_zip: bool = False
    """Takes bundles (.zip) too, every file in them being looked at."""
    clamav: str = ""
    """`host:port` or socket of ClamAV's daemon; empty: attachments are marked as not scanned."""
    clamav_mb: int = Field(default=25, ge=1)
    """The daemon's MaxFileSize: it calls larger files clean without looking, so they count as not scanned."""
    database: str = ""
    """URL of the business database; empty: SQLite in `home`."""
    journal_key: Path | None = None
    """A key kept elsewhere, say on a medium in the safe; none: made and kept in `home`."""
    prefect_api_url: str = ""
    """A Prefect API run elsewhere; empty: `serve` starts its own on loopback."""
    prefect_port: int = Field(default=4200, ge=1, le=65535)
    address: str = Field(default="", pattern="^(|https?://[^ ]+[^/ ])$")
    """Where people open the workbench, for the links in messages; empty: messages carry none."""
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=1, le=65535)
    profile: Profile = Profile.OFFICE
    """How far administration is divided: `office`, or `three` for 三员分立."""
    demo: bool = False
    """A demonstration: whoever sits at this machine may enter any part with one click."""
    totp_parts: tuple[Part, ...] = ()
    """Parts that come in with a one-time code beside their password."""
    work_pool: str = ""
    """Name of a Prefect work pool whose workers execute runs; empty: the runner of `serve`."""
    runner_limit: int = Field(default=4, ge=1, le=64)
    """How many runs the runner of `serve` executes at a time; each is a process of some 100 MB."""
    fonts: Path | None = None
    """A folder with the office's own licensed typefaces, which papers are then set in."""
    seal: Path | None = None
    """A PNG of the office's seal, placed on issued papers; none: its place is left free."""
    fonds: str = Field(default="0000", pattern="^[A-Z0-9]{4}$")
    """全宗号, as the city's archive gave it; 0000 until then."""
    archive_sm3: bool = False
    """Adds a manifest by SM3 (GB/T 32905) to archive packages, where the archive asks for it."""
    specimen: bool = False
    """Marks every paper 样章: for demonstrations, where no seal will ever stand."""
    channels: ChannelSettings = Field(default_factory=ChannelSettings)
    delivery_batch: int = Field(default=500, ge=1, le=5000)
    lease_seconds: int = Field(default=300, ge=10, le=3600)
    """How long a claimed message may stay unheard of before it counts as dropped."""

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home.absolute()}/pingxuan.db"

    @property
    def attachments_folder(self) -> Path:
        return self.attachments or self.home / "attachments"

    @property
    def prefect_url(self) -> str:
        """The Prefect API that web and reconcile talk to."""
        return self.prefect_api_url or f"http://127.0.0.1:{self.prefect_port}/api"
