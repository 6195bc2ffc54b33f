-- An OIDC provider's sign-out may name a session and nobody: its sid finds the session of that connection.

create index sso_session_upstream_sid on sso_session (connection_id, upstream_sid) where ended_at is null and upstream_sid is not null;
