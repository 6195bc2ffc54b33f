-- Who uses the broker: tenants, their domains, connections and apps. Instants are UTC milliseconds since 1970 in bigint.
-- `bytea` columns hold sealed secrets (SecretBox) or SHA-256 hashes, never a secret in clear.

create table tenant (
  id                   text primary key,
  slug                 text not null unique,
  name                 text not null,
  plan                 text not null,
  default_client_id    text,
  connection_policy    text not null,
  absolute_lifetime_ms bigint,
  idle_timeout_ms      bigint,
  default_role         text not null,
  access_rules         text not null,
  version              bigint not null,
  created_at           bigint not null,
  updated_at           bigint not null
);

create table domain (
  tenant_id   text not null references tenant (id) on delete cascade,
  name        text not null,
  verified    boolean not null,
  dns_txt     text not null,
  version     bigint not null,
  created_at  bigint not null,
  verified_at bigint,
  primary key (tenant_id, name)
);
-- A domain is verified for one tenant at most; the race of two verifications ends here.
create unique index domain_verified on domain (name) where verified;

create table connection (
  id                    text primary key,
  tenant_id             text not null references tenant (id) on delete cascade,
  name                  text not null,
  protocol              text not null,
  enabled               boolean not null,
  login_slug            text not null unique,
  settings              text not null,
  client_secret         bytea,
  signing_key           bytea,
  decryption_key        bytea,
  last_success_at       bigint,
  last_failure_at       bigint,
  metadata_refreshed_at bigint,
  archived_at           bigint,
  deleted_at            bigint,
  version               bigint not null,
  created_at            bigint not null,
  updated_at            bigint not null
);
create index connection_tenant on connection (tenant_id, enabled);

create table client (
  client_id   text primary key,
  tenant_id   text references tenant (id) on delete cascade,
  metadata    text not null,
  version     bigint not null,
  created_at  bigint not null,
  updated_at  bigint not null
);
create index client_of_tenant on client (tenant_id);

create table client_secret (
  id          text primary key,
  client_id   text not null references client (client_id) on delete cascade,
  secret_hash bytea not null,
  created_at  bigint not null,
  expires_at  bigint
);
create index client_secret_client on client_secret (client_id);

create table client_tenant (
  client_id text not null references client (client_id) on delete cascade,
  tenant_id text not null references tenant (id) on delete cascade,
  primary key (client_id, tenant_id)
);

-- Further hosts at which the broker answers for one tenant (TG-31), so that its callback URLs may carry that tenant's name.
create table tenant_host (
  host      text primary key,
  tenant_id text not null references tenant (id) on delete cascade
);
create index tenant_host_tenant on tenant_host (tenant_id);
