-- A grant goes with its session, and that with its user and its tenant: it needs neither a reference nor an index of its own to them, and each
-- is a page more to write, and a row more to lock, at every sign-in. The case files' ids begin with their time.
alter table app_grant drop constraint app_grant_user_id_fkey;
alter table app_grant drop constraint app_grant_tenant_id_fkey;
drop index app_grant_user;
drop index sign_in_created;
