-- What an operator is to look at is a handful of rows among very many: each kind has its own small index.
create index connection_failing on connection (last_failure_at) where enabled and (last_success_at is null or last_failure_at > last_success_at);
create index saml_metadata_trouble on saml_metadata (connection_id) where failures >= 3 or pending_at is not null;
create index saml_expiry_told on saml_expiry_notice (told_at);
create index logout_leg_failed on logout_leg (at) where state = 'failed';
