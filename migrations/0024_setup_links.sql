-- Links by which a tenant's IT sets up its connection without an account, and the browsers in which one is open.

create table setup_link (
  id             text primary key,
  tenant_id      text not null references tenant (id) on delete cascade,
  secret_hash    bytea not null,
  intents        text not null,
  -- The only connection that its holder may touch: named when the link was made, or made by its holder.
  connection_id  text,
  own_connection boolean not null,
  guide          text,
  note           text,
  max_opens      bigint not null,
  opens          bigint not null,
  created_by     text not null,
  created_at     bigint not null,
  expires_at     bigint not null,
  begun_at       bigint,
  saved_at       bigint,
  ready          boolean not null,
  test_id        text,
  tested_at      bigint,
  handed_over_at bigint,
  revoked_at     bigint
);
create index setup_link_tenant on setup_link (tenant_id, id);
create index setup_link_expires on setup_link (expires_at);

-- The domains that its holder added: the only ones within reach of the link.
create table setup_link_domain (
  setup_link_id text not null references setup_link (id) on delete cascade,
  name          text not null,
  primary key (setup_link_id, name)
);

create table setup_opening (
  id            text primary key,
  setup_link_id text not null references setup_link (id) on delete cascade,
  secret_hash   bytea not null,
  created_at    bigint not null,
  expires_at    bigint not null
);
create index setup_opening_expires on setup_opening (expires_at);
create index setup_opening_link on setup_opening (setup_link_id);
