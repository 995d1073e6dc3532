// The test cards listed on the sandbox's front page, with the details a cardholder enters.
export interface TestCard {
  number: string;
  name: string;
  idNumber: string;
  phone: string;
  expiry?: string;
  securityCode?: string;
}

const lin = { name: "林晓雨", idNumber: "110105199003070025", phone: "13800138001" };
const chen = { name: "陈志明", idNumber: "310101198511201236", phone: "13900139002" };
const adil = { name: "阿迪力·买买提", idNumber: "65010219920815451X", phone: "13700137003" };

export const cards = {
  debit: { number: "6222020200012345670", ...lin },
  credit: { number: "6225753100123454", ...lin, expiry: "12/30", securityCode: "123" },
  /** Another cardholder, with a long name and an id number that ends in X. */
  other: { number: "6225880212345673", ...adil },
  third: { number: "6228480402564890018", ...chen },
  /** Signing succeeds; payments are declined for insufficient funds. */
  empty: { number: "6217000010005678902", ...lin },
} satisfies Record<string, TestCard>;
