-- SAML: our keys for each connection, what the provider says of itself, and which of its certificates' ends were told.

-- Counts changes of keys and metadata; nodes cache by it.
alter table connection add column trust_version bigint not null default 0;

-- Keys have generations: of two nodes that make the next one, the second finds it there. States follow from the instants:
-- published from created_at, used from active_at, gone from retired_at.
create table saml_key (
  id            text primary key,
  tenant_id     text not null references tenant (id) on delete cascade,
  connection_id text not null references connection (id) on delete cascade,
  key_use       text not null,
  generation    integer not null,
  private_key   bytea not null,
  certificate   bytea not null,
  created_at    bigint not null,
  active_at     bigint not null,
  retired_at    bigint,
  unique (connection_id, key_use, generation)
);
create index saml_key_connection on saml_key (tenant_id, connection_id);
create index saml_key_retired on saml_key (retired_at) where retired_at is not null;

-- The provider's metadata as it came: `document` is what is trusted, `pending_document` waits for an admin (S-125).
-- Both are public documents, as octets, since signatures are over octets.
create table saml_metadata (
  connection_id    text primary key references connection (id) on delete cascade,
  tenant_id        text not null references tenant (id) on delete cascade,
  source           text not null,
  url              text,
  document         bytea,
  signature_verified boolean not null,
  valid_until      bigint,
  etag             text,
  last_modified    bigint,
  fetched_at       bigint,
  next_fetch_at    bigint,
  leased_until     bigint,
  asked_at         bigint,
  failures         integer not null,
  last_error       text,
  pending_document bytea,
  pending_reasons  text not null,
  pending_at       bigint,
  version          bigint not null
);
create index saml_metadata_due on saml_metadata (next_fetch_at) where next_fetch_at is not null;

-- connection.certificate_expiring is told once for each certificate and threshold.
create table saml_expiry_notice (
  connection_id text not null references connection (id) on delete cascade,
  tenant_id     text not null references tenant (id) on delete cascade,
  thumbprint    text not null,
  days          integer not null,
  told_at       bigint not null,
  primary key (connection_id, thumbprint, days)
);
