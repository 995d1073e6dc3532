UPDATE attempts SET details = CASE product
    WHEN 'gateway_personal' THEN json_build_object('v', 1, 'kind', 'bank_page', 'bank', bank)
    WHEN 'scan' THEN json_build_object('v', 1, 'kind', 'qr', 'code', qr)
    ELSE json_build_object('v', 1, 'kind', 'card', 'last4', card_last4, 'bank', bank,
        'wrong_codes', wrong_codes, 'code_sent_at', code_sent_at) END;

-- Details that do not repeat their columns become null, which the table
-- refuses: the migration is undone.
UPDATE attempts SET details = CASE WHEN details::json ->> 'v' = '1' AND CASE details::json ->> 'kind'
        WHEN 'bank_page' THEN product = 'gateway_personal' AND details::json ->> 'bank' = bank
        WHEN 'qr' THEN product = 'scan' AND details::json ->> 'code' IS NOT DISTINCT FROM qr
        ELSE product = 'quick_agreement' AND details::json ->> 'last4' = card_last4
            AND phone_masked IS NOT NULL
            AND details::json ->> 'bank' IS NOT DISTINCT FROM bank
            AND (details::json ->> 'wrong_codes')::bigint = wrong_codes
            AND (details::json ->> 'code_sent_at')::bigint IS NOT DISTINCT FROM code_sent_at END
    THEN details END;

ALTER TABLE attempts
    DROP COLUMN bank,
    DROP COLUMN wrong_codes,
    DROP COLUMN code_sent_at,
    DROP COLUMN qr,
    DROP COLUMN card_last4;
