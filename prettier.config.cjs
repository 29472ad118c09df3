// Formatting of XML, JavaScript and styles; Python is ruff's.
module.exports = {
    // Resolved here, because Prettier itself would not look into NODE_PATH.
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    tabWidth: 4,
    trailingComma: "es5",
    // The space between the words of a view or a mail is part of its text.
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{files: ["*.json", "*.yaml", "*.yml"], options: {tabWidth: 2}}],
};
