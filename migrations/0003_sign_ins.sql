-- A sign-in under way (pending_sign_in) and what became of it (sign_in, the case file).

create table pending_sign_in (
  id            text primary key,
  browser_hash  bytea not null,
  state_hash    bytea,
  tenant_id     text,
  connection_id text,
  client_id     text not null,
  request       bytea not null,
  upstream      text,
  started_at    bigint not null,
  expires_at    bigint not null
);
create index pending_sign_in_expiry on pending_sign_in (expires_at);

create table sign_in (
  id            text primary key,
  case_id       text not null unique,
  tenant_id     text,
  client_id     text,
  connection_id text,
  user_id       text,
  session_id    text,
  state         text not null,
  error         text,
  steps         text not null,
  created_at    bigint not null,
  finished_at   bigint
);
create index sign_in_tenant on sign_in (tenant_id, id);
create index sign_in_pending on sign_in (created_at) where state = 'pending';
-- These and their like are for the cleanup, that it need not read whole tables while writers wait.
create index sign_in_created on sign_in (created_at);

-- Replay memory: client assertions, logout tokens, SAML assertions. The primary key is the atomic check.
create table used_once (
  scope      text not null,
  value      text not null,
  expires_at bigint not null,
  primary key (scope, value)
);
create index used_once_expiry on used_once (expires_at);
