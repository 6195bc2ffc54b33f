-- Each index is a page more to write at every sign-in. A code that nobody redeemed goes with its session. Who has been too long or too idle is one question.
drop index app_grant_unused;
drop index sso_session_expiry;
drop index sso_session_idle;
create index sso_session_due on sso_session (least(expires_at, last_active_at + idle_ms + idle_ms / 100)) where ended_at is null;
analyze sso_session;
