-- The provider's desk reads the orders of all merchants, or of one mall, by
-- ranges of an index, as a merchant's list does.
CREATE INDEX orders_by_time ON orders (created_at, id);
CREATE INDEX orders_by_state ON orders (state, created_at, id);
CREATE INDEX orders_by_mall ON orders (mall_id, created_at, id);
CREATE INDEX orders_by_mall_and_state ON orders (mall_id, state, created_at, id);
-- A number that a shopper tells, whoever the merchant is.
CREATE INDEX order_numbers_by_number ON order_numbers (kind, number, created_at, order_id);

-- What needs to be looked at: few rows of large tables.
CREATE INDEX attempts_unsettled ON attempts (created_at, id) WHERE state = 'unsettled';
CREATE INDEX network_requests_open ON network_requests (money_at) WHERE ended IS NULL;
CREATE INDEX deliveries_failing ON deliveries (tries) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_given_up ON deliveries (given_up_at) WHERE given_up_at IS NOT NULL;
-- The newest attempts of a network.
CREATE INDEX attempts_by_channel ON attempts (channel, created_at);

-- Merchants and malls by the registration number of their companies, and the
-- malls of a merchant.
CREATE INDEX merchants_by_uscc ON merchants (uscc);
CREATE INDEX malls_by_operator ON malls (operator_uscc);
CREATE INDEX mall_merchants_by_merchant ON mall_merchants (merchant_id, mall_id);
