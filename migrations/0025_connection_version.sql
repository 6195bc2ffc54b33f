-- What a connection was and is to be: the draft that is not live yet, the live one, and those before it. Secrets are sealed for the
-- columns of `connection` of the same names, where a promotion or a way back puts them. `metadata` is a public document with its source.

create table connection_version (
  connection_id  text not null references connection (id) on delete cascade,
  number         bigint not null,
  tenant_id      text not null references tenant (id) on delete cascade,
  state          text not null,
  name           text not null,
  settings       text not null,
  client_secret  bytea,
  signing_key    bytea,
  decryption_key bytea,
  metadata       bytea,
  actor          text not null,
  created_at     bigint not null,
  live_at        bigint,
  primary key (connection_id, number)
);
create unique index connection_version_draft on connection_version (connection_id) where state = 'draft';
create unique index connection_version_live on connection_version (connection_id) where state = 'live';
