-- Sign-outs that a provider asked for: a sign-in that was begun before one must not become a session after it (SAMLCore-3.7.3.1). Kept for
-- as long as such a sign-in may still be finished. An empty sid: all sessions of that person.
create table upstream_sign_out (
  connection_id text not null references connection (id) on delete cascade,
  tenant_id     text not null references tenant (id) on delete cascade,
  name_hash     bytea not null,
  sid           text not null,
  asked_at      bigint not null,
  expires_at    bigint not null,
  primary key (connection_id, name_hash, sid)
);
create index upstream_sign_out_expiry on upstream_sign_out (expires_at);
