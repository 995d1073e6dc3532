UPDATE attempts SET details = CASE product
    WHEN 'gateway_personal' THEN json_object('v', 1, 'kind', 'bank_page', 'bank', bank)
    WHEN 'scan' THEN json_object('v', 1, 'kind', 'qr', 'code', qr)
    ELSE json_object('v', 1, 'kind', 'card', 'last4', card_last4, 'bank', bank,
        'wrong_codes', wrong_codes, 'code_sent_at', code_sent_at) END;

-- Details that do not repeat their columns become null, which the table
-- refuses: the migration is undone.
UPDATE attempts SET details = CASE WHEN details ->> 'v' = 1 AND CASE details ->> 'kind'
        WHEN 'bank_page' THEN product = 'gateway_personal' AND details ->> 'bank' = bank
        WHEN 'qr' THEN product = 'scan' AND details ->> 'code' IS qr
        ELSE product = 'quick_agreement' AND details ->> 'last4' = card_last4
            AND phone_masked IS NOT NULL AND details ->> 'bank' IS bank
            AND details ->> 'wrong_codes' = wrong_codes AND details ->> 'code_sent_at' IS code_sent_at END
    THEN details END;

ALTER TABLE attempts DROP COLUMN bank;
ALTER TABLE attempts DROP COLUMN wrong_codes;
ALTER TABLE attempts DROP COLUMN code_sent_at;
ALTER TABLE attempts DROP COLUMN qr;
ALTER TABLE attempts DROP COLUMN card_last4;
