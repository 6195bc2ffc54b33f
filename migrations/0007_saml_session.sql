-- A SAML provider's sign-out names a person by NameID, not by a session of ours: a hash of connection, name, format and qualifiers finds
-- the sessions without opening what is sealed in them.

alter table sso_session add column upstream_name_hash bytea;
create index sso_session_upstream on sso_session (connection_id, upstream_name_hash) where ended_at is null;
