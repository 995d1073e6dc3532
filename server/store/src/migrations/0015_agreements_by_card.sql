-- The agreements of one card, among which a network may share a token.
CREATE INDEX agreements_by_card ON agreements (channel, last4) WHERE token_sealed <> '';
