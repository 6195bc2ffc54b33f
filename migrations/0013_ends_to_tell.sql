-- A crowd of sessions ends in one short transaction; who has to be told of it is worked out after that, in batches. `end_to_tell` holds why and
-- by whom each ended until that is done: whatever dies meanwhile, it is still there.
alter table sso_session add column end_to_tell text;
create index sso_session_end_to_tell on sso_session (tenant_id, id) where end_to_tell is not null;
