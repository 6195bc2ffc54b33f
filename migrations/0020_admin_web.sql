-- The admin pages: who may open them, and in which browser they are open.

-- Granted by an operator or a tenant's admin, by no claim and no role rule.
create table admin_grant (
  user_id    text primary key references run_user (id) on delete cascade,
  tenant_id  text not null references tenant (id) on delete cascade,
  role       text not null,
  granted_by text not null,
  created_at bigint not null
);
create index admin_grant_tenant on admin_grant (tenant_id);

-- Lives no longer than the API token or the SSO session that opened it.
create table admin_session (
  id             text primary key,
  secret_hash    bytea not null,
  token_id       text,
  sso_session_id text,
  created_at     bigint not null,
  last_seen_at   bigint not null,
  expires_at     bigint not null
);
create index admin_session_expires on admin_session (expires_at);
