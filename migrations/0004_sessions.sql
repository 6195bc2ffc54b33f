-- SSO sessions and what apps hold from them. The handle in a cookie, code or token is `id.secret`:
-- the id is time-ordered and finds the row, the secret is stored as a hash only (security.md P-003).

create table sso_session (
  id             text primary key,
  tenant_id      text not null references tenant (id) on delete cascade,
  user_id        text not null references run_user (id) on delete cascade,
  connection_id  text not null,
  sso            boolean not null,
  secret_hash    bytea,
  frame_hash     bytea,
  created_at     bigint not null,
  last_active_at bigint not null,
  expires_at     bigint not null,
  idle_ms        bigint not null,
  auth_time      bigint not null,
  acr            text,
  amr            text not null,
  upstream       bytea,
  upstream_sid   text,
  ip             text,
  user_agent     text,
  ended_at       bigint,
  end_cause      text
);
create index sso_session_tenant on sso_session (tenant_id, id);
create index sso_session_user on sso_session (user_id);
create index sso_session_connection on sso_session (connection_id);
create index sso_session_expiry on sso_session (expires_at) where ended_at is null;
create index sso_session_ended on sso_session (ended_at) where ended_at is not null;

create table participant (
  session_id    text not null references sso_session (id) on delete cascade,
  client_id     text not null,
  sid           text not null unique,
  first_seen_at bigint not null,
  last_seen_at  bigint not null,
  primary key (session_id, client_id)
);

-- One per authorization: its code first, then the family of tokens that the code gave.
create table app_grant (
  id              text primary key,
  tenant_id       text not null references tenant (id) on delete cascade,
  client_id       text not null references client (client_id) on delete cascade,
  user_id         text not null references run_user (id) on delete cascade,
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
create index app_grant_session on app_grant (session_id);
create index app_grant_user on app_grant (user_id);
create index app_grant_client on app_grant (client_id);
create index app_grant_unused on app_grant (code_expires_at) where code_used_at is null;

create table refresh_token (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  used_at     bigint
);
create index refresh_token_grant on refresh_token (grant_id);
create index refresh_token_expiry on refresh_token (expires_at);

-- Opaque access tokens. JWT access tokens have no row, only an entry in used_once when revoked.
create table access_token (
  id          text primary key,
  grant_id    text not null references app_grant (id) on delete cascade,
  secret_hash bytea not null,
  scope       text not null,
  created_at  bigint not null,
  expires_at  bigint not null,
  revoked_at  bigint
);
create index access_token_grant on access_token (grant_id);
create index access_token_expiry on access_token (expires_at);
