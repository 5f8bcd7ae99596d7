"""Intake's own settings; every default runs on a laptop."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from waymark.settings import ServiceSettings


class IntakeSettings(ServiceSettings):
    """Settings of intake, from WAYMARK_INTAKE_*."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_INTAKE_", extra="ignore", frozen=True)

    most_waiting: int = Field(2000, ge=1, description="records waiting to be written before 503 is answered")
    line_limit_bytes: int = Field(65_536, ge=1024, description="longest line of a batch request")
    lines_at_once: int = Field(256, ge=1, description="lines of one batch request that are worked on at once")
    results_waiting: int = Field(5_000, ge=1, description="results a slow reader may leave untaken before we wait")
    hash_key_file: str = Field("", description="key of intake's keyed hashes; empty means keys/ in the home folder")
    form_key_file: str = Field("", description="key of the public form's pages; empty means keys/ in the home folder")
    upload_megabytes: int = Field(50, ge=1, description="largest file of records that the upload page takes")
    csv_mappings_folder: str = Field("", description="folder with a county's own mappings of CSV columns (TOML)")
    match_key_file: str = Field("", description="key of traces of people; empty means keys/ in the home folder")
    record_key_file: str = Field("", description="key of match records; empty means keys/ in the home folder")
    keep_match_days: int = Field(1095, ge=366, description="how long a referral's person is compared with others")
    keep_figures_days: int = Field(
        1095, ge=400, description="how long weekly digests, and counts for figures of quality, are kept"
    )
    form_minutes: int = Field(60, ge=5, description="how long a page of the public form may stay open")
    form_least_s: float = Field(2.0, ge=0, description="a form filled in faster than this must be looked at again")
    form_presses_one: int = Field(20, ge=1, description="forms one address may send in ten minutes, per process")
    form_presses_all: int = Field(300, ge=1, description="forms everybody may send in ten minutes, per process")
    slip_tries_one: int = Field(10, ge=1, description="slip codes one address may try in ten minutes, per process")
    slip_tries_all: int = Field(200, ge=1, description="slip codes everybody may try in ten minutes, per process")
    form_posts_one: int = Field(
        600,
        ge=1,
        description="buttons one address may press in ten minutes before the form, and again in it, per process",
    )
    form_posts_form: int = Field(
        300, ge=1, description="buttons that may be pressed on the pages of one form in ten minutes, per process"
    )
    form_waiting: int = Field(
        1000, ge=1, description="most first presses of the form that wait for their turn, per process"
    )
    form_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="proxies of yours before this process whose X-Forwarded-For says who presses; 0 believes none",
    )
    form_languages_unreviewed: bool = Field(
        default=False, description="show the whole form in languages whose translation nobody has reviewed"
    )
    form_first_contact_days: int = Field(
        5, ge=2, description="working days within which somebody first gets in touch, as the form's last page says"
    )
    form_leave_url: str = Field(
        "https://www.bbc.co.uk/weather",
        pattern=r"^https?://[^\s/]+\S*$",
        description="where leaving the public form leads to",
    )
    form_run_by: str = Field(
        "", max_length=200, description="who runs the public form and answers for its data, for its page on privacy"
    )
    form_contact_mail: str = Field(
        "", max_length=200, description="address for questions about privacy and accessibility, on the public pages"
    )
    form_contact_telephone: str = Field(
        "", max_length=50, description="telephone number for the same, best one that a shared bill does not show"
    )
    form_districts: str = Field(
        "E07000218,E07000219,E07000220,E07000221,E07000222",
        pattern=r"^[EWSN][0-9]{8}(,[EWSN][0-9]{8})*$",
        description="districts the public form offers, by ONS code",
    )
    digest_every_s: float = Field(300.0, gt=0, description="how often it is looked whether a weekly digest is due")
    digest_folder: str = Field("", description="folder that digests are written to as files; empty sends them by SMTP")
    smtp_host: str = Field("127.0.0.1", description="mail server for digests")
    smtp_port: int | None = Field(
        None, ge=1, le=65535, description="port of the mail server; unset, that of the demo's sink (WAYMARK_MAIL_PORT)"
    )
    smtp_timeout_s: float = Field(10.0, gt=0, description="longest wait for the mail server")
    mail_from: str = Field("no-reply@waymark.example", description="sender of digests: one plain address")
