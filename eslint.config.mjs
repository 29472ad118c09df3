import {createRequire} from "node:module";

// `./desk lint` keeps the packages outside the checkout and names them in NODE_PATH,
// which only require() heeds.
const require = createRequire(import.meta.url);
const js = require("@eslint/js");
const jsdoc = require("eslint-plugin-jsdoc");
const globals = require("globals");

export default [
    {ignores: ["**/static/lib/**"]},
    js.configs.recommended,
    {
        files: ["addons/*/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
        },
        plugins: {jsdoc},
        rules: {
            "array-callback-return": "error",
            complexity: ["error", 16],
            curly: "error",
            "default-case-last": "error",
            eqeqeq: ["error", "smart"],
            "max-depth": ["error", 4],
            "no-alert": "error",
            "no-console": ["error", {allow: ["warn", "error"]}],
            "no-duplicate-imports": "error",
            "no-eval": "error",
            "no-implied-eval": "error",
            "no-new-func": "error",
            "no-return-assign": "error",
            "no-shadow": "error",
            "no-throw-literal": "error",
            "no-unused-expressions": "error",
            "no-use-before-define": ["error", {functions: false}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            radix: "error",
            "jsdoc/check-param-names": "error",
            "jsdoc/check-tag-names": "error",
            "jsdoc/require-param-name": "error",
        },
    },
    {
        files: ["addons/*/static/src/**/*.js"],
        rules: {
            "max-lines-per-function": [
                "error",
                {max: 50, skipBlankLines: true, skipComments: true},
            ],
        },
    },
    {
        files: ["*.config.{cjs,mjs}", "benchmarks/**/*.js", "dev/**/*.{js,mjs}"],
        languageOptions: {globals: globals.node},
    },
];
