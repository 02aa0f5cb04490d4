// What expected.txt says, asked of the module.
export default ({ list, rows, same, holds }) => {
  const check = (name, want) => {
    const contacts = list(name);
    const got = rows(contacts);
    const of = (field) => got.map((row) => row[field] ?? "");
    same(`${name} email`, of("email"), want.email);
    same(`${name} company`, of("company"), want.company);
    same(`${name} title`, of("title"), want.title);
    const phones = got.map((row) => row.mobile ?? row.phone ?? row.company_phone ?? "");
    same(`${name} has a phone`, phones.map((p) => p !== ""), want.phones);
    holds(`${name} one number a phone`, phones.every((p) => !p.includes(":::")), JSON.stringify(phones));
    holds(`${name} labels are tags`, (got[0].tag ?? "").split("; ").includes("Fair 2026"), JSON.stringify(of("tag")));
  };
  check("new-layout.csv", {
    email: ["ann@eins.example", "luis@dois.example", "", "hanako@sanban.example"],
    company: ["Eins Ltd", "Dois SA", "", "森田製作所"],
    title: ["Operations lead", "Gerente", "", "部長"],
    phones: [true, true, true, false],
  });
  check("old-layout.csv", {
    email: ["ann@eins.example", "ben@zwei.example", ""],
    company: ["Eins Ltd", "Zwei GmbH", ""],
    title: ["Operations lead", "Director", ""],
    phones: [true, true, true],
  });
};
