-- A grant goes with its session, and that with its user and its tenant: it needs neither a reference nor an index of its own to them, and each
-- is a page more to write at every sign-in. SQLite cannot drop a constraint, so the table is made anew; those that refer to it are filled first
-- and dropped first, since dropping what they refer to would take their rows along. The case files' ids begin with their time.
alter table app_grant rename to app_grant_old;
alter table refresh_token rename to refresh_token_old;
alter table access_token rename to access_token_old;
drop index app_grant_session;
drop index app_grant_user;
drop index app_grant_client;
drop index app_grant_unused;
drop index refresh_token_grant;
drop index refresh_token_expiry;
drop index access_token_grant;
drop index access_token_expiry;

create table app_grant (
  id              text primary key,
  tenant_id       text not null,
  client_id       text not null references client (client_id) on delete cascade,
  user_id         text not null,
  session_id      text not null references sso_session (id) on delete cascade,
  sid             text not null,
  scope           text not null,
  claims          text,
  nonce           text,
  redirect_uri    text not null,
  code_challenge  text,
  code_hash       bytea not null,
  code_expires_at bigint not null,
  code_used_at    bigint,
  auth_time       bigint not null,
  created_at      bigint not null,
  revoked_at      bigint,
  revoke_cause    text
);
insert into app_grant
  select id, tenant_id, client_id, user_id, session_id, sid, scope, claims, nonce, redirect_uri, code_challenge, code_hash, code_expires_at,
         code_used_at, auth_time, created_at, revoked_at, revoke_cause
    from app_grant_old;

create table refresh_token (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  used_at     bigint
);
insert into refresh_token select id, grant_id, secret_hash, created_at, expires_at, used_at from refresh_token_old;

create table access_token (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  scope       text not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  revoked_at  bigint
);
insert into access_token select id, grant_id, secret_hash, scope, created_at, expires_at, revoked_at from access_token_old;

drop table refresh_token_old;
drop table access_token_old;
drop table app_grant_old;

create index app_grant_session on app_grant (session_id);
create index app_grant_client on app_grant (client_id);
create index app_grant_unused on app_grant (code_expires_at) where code_used_at is null;
create index refresh_token_grant on refresh_token (grant_id);
create index refresh_token_expiry on refresh_token (expires_at);
create index access_token_grant on access_token (grant_id);
create index access_token_expiry on access_token (expires_at);

drop index sign_in_created;
