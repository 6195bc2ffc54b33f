-- Each index and each table with a key of its own beside it is a page more to write at every sign-in. A code that nobody redeemed and a refresh token go
-- with their session. Who has been too long or too idle is one question. Small rows lie in their key's own tree; SQLite cannot change a table to that, so
-- these are made anew.
drop index app_grant_unused;

create table refresh_token_kept (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  used_at     bigint
) without rowid;
insert into refresh_token_kept select id, grant_id, secret_hash, created_at, expires_at, used_at from refresh_token;
drop table refresh_token;
alter table refresh_token_kept rename to refresh_token;
create index refresh_token_grant on refresh_token (grant_id);

create table access_token_kept (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  scope       text not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  revoked_at  bigint
) without rowid;
insert into access_token_kept select id, grant_id, secret_hash, scope, created_at, expires_at, revoked_at from access_token;
drop table access_token;
alter table access_token_kept rename to access_token;
create index access_token_grant on access_token (grant_id);
create index access_token_expiry on access_token (expires_at);

create table used_once_kept (
  scope      text not null,
  value      text not null,
  expires_at bigint not null,
  primary key (scope, value)
) without rowid;
insert into used_once_kept select scope, value, expires_at from used_once;
drop table used_once;
alter table used_once_kept rename to used_once;
create index used_once_expiry on used_once (expires_at);

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
