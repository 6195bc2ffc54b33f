-- Each index and each table with a key of its own beside it is a page more to write at every sign-in. A code that nobody redeemed goes with its session. Who
-- has been too long or too idle is one question. Small rows lie in their key's own tree; SQLite cannot change a table to that, so these are made anew,
-- and their indexes before their rows come: one that is made of many rows sorts them in memory.
drop index app_grant_unused;

create table refresh_token_kept (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  used_at     bigint
) without rowid;
drop index refresh_token_grant;
create index refresh_token_grant on refresh_token_kept (grant_id);
drop index refresh_token_expiry;
create index refresh_token_expiry on refresh_token_kept (expires_at);
insert into refresh_token_kept select id, grant_id, secret_hash, created_at, expires_at, used_at from refresh_token;
drop table refresh_token;
alter table refresh_token_kept rename to refresh_token;

create table access_token_kept (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  scope       text not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  revoked_at  bigint
) without rowid;
drop index access_token_grant;
create index access_token_grant on access_token_kept (grant_id);
drop index access_token_expiry;
create index access_token_expiry on access_token_kept (expires_at);
insert into access_token_kept select id, grant_id, secret_hash, scope, created_at, expires_at, revoked_at from access_token;
drop table access_token;
alter table access_token_kept rename to access_token;

create table used_once_kept (
  scope      text not null,
  value      text not null,
  expires_at bigint not null,
  primary key (scope, value)
) without rowid;
drop index used_once_expiry;
create index used_once_expiry on used_once_kept (expires_at);
insert into used_once_kept select scope, value, expires_at from used_once;
drop table used_once;
alter table used_once_kept rename to used_once;

create table participant_kept (
  session_id    text not null references sso_session (id) on delete cascade,
  client_id     text not null,
  sid           text not null unique,
  first_seen_at bigint not null,
  last_seen_at  bigint not null,
  primary key (session_id, client_id)
) without rowid;
insert into participant_kept select session_id, client_id, sid, first_seen_at, last_seen_at from participant;
drop table participant;
alter table participant_kept rename to participant;

drop index sso_session_expiry;
drop index sso_session_idle;
create index sso_session_due on sso_session (min(expires_at, last_active_at + idle_ms + idle_ms / 100)) where ended_at is null;

-- What SQLite is to think of the sizes: knowing nothing, it takes all rows of a tenant for ten, and reads a million users to find one by id. The numbers
-- of an installation that has grown: they do no harm in a small one, and plans stay as they are tested.
analyze migration;
delete from sqlite_stat1;
insert into sqlite_stat1 (tbl, idx, stat) values
  ('run_user', 'run_user_email', '1000000 1000 2'),
  ('user_tag', 'sqlite_autoindex_user_tag_1', '1000000 1000 100 100 1'),
  ('user_identity', 'sqlite_autoindex_user_identity_1', '1000000 1000 1000 1000 1'),
  ('user_identity', 'user_identity_takeover', '1000000 1000 100000 1'),
  ('sso_session', 'sso_session_tenant', '1000000 1000 1'),
  ('sso_session', 'sso_session_connection', '1000000 1000'),
  ('sso_session', 'sso_session_upstream', '1000000 1000 2'),
  ('sso_session', 'sso_session_upstream_sid', '1000000 1000 2'),
  ('app_grant', 'app_grant_client', '1000000 1000'),
  ('sign_in', 'sign_in_tenant', '1000000 1000 1'),
  ('sign_in', 'sign_in_failed', '10000 100 1'),
  ('event', 'event_tenant', '1000000 1000 1'),
  ('logout', 'logout_tenant', '1000000 1000 1'),
  ('outbox', 'outbox_target', '1000000 1000 100 100 1'),
  ('client', 'client_of_tenant', '10000 100');
analyze sqlite_schema;
