-- Who has been idle too long is found without looking at everybody who has not.
create index sso_session_idle on sso_session ((last_active_at + idle_ms + idle_ms / 100)) where ended_at is null;
