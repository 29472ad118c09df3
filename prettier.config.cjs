// Formatting of XML, JavaScript and styles; Python is ruff's.
module.exports = {
    // Resolved here, because Prettier itself would not look into NODE_PATH.
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    tabWidth: 4,
    trailingComma: "es5",
    // Views and records: text stays as it is, elements among elements are indented.
    xmlWhitespaceSensitivity: "preserve",
    overrides: [
        {
            // Pages and mails, where a space more between two elements is a space
            // more in a sentence: nothing but the inside of tags is touched.
            files: ["*_templates.xml", "mail_template*.xml", "**/static/**/*.xml"],
            options: {xmlWhitespaceSensitivity: "strict"},
        },
        {files: ["*.json", "*.yaml", "*.yml"], options: {tabWidth: 2}},
    ],
};
