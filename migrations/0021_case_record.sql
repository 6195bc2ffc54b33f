-- What was sent and what came back in a sign-in: sealed, since it is about a person; and the way to those that failed.

alter table sign_in add column record bytea;
create index sign_in_failed on sign_in (tenant_id, id) where state = 'failed';
