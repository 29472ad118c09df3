import {_t} from "@web/core/l10n/translation";
import {PropertyDefinition} from "@web/views/fields/properties/property_definition";
import {QuestionValue} from "./question_value";

// Questions whose answers are few enough to be offered as a condition.
const OFFERED = ["boolean", "selection", "tags"];
const NUMBERS = ["integer", "float", "monetary"];

/**
 * What is asked by one question of a service: Odoo's editor of a property, in words for
 * those who are no developers. A question may also be required, carry a sentence of
 * help, and be asked only after a certain answer.
 */
export class QuestionDefinition extends PropertyDefinition {
    static template = "servicedesk_core.QuestionDefinition";
    static components = {
        ...PropertyDefinition.components,
        PropertyValue: QuestionValue,
    };

    get availablePropertyTypes() {
        const types = [
            ["char", _t("A Line of Text")],
            ["text", _t("Several Lines of Text")],
            ["boolean", _t("Yes or No")],
            ["selection", _t("One of a List")],
            ["tags", _t("Several of a List")],
            ["integer", _t("A Whole Number")],
            ["float", _t("A Number")],
            ["date", _t("A Date")],
            ["datetime", _t("A Date and Time")],
            ["many2one", _t("One Record")],
            ["many2many", _t("Several Records")],
            ["separator", _t("No Answer: a Heading")],
        ];
        // What only the interface for programs offers keeps its name.
        const current = this.props.propertyDefinition?.type;
        const known = types.some(([type]) => type === current);
        return known || !current ? types : [...types, [current, current]];
    }

    get isQuestion() {
        return this.state.propertyDefinition.type !== "separator";
    }

    /** Odoo proposes 0, which would be an answer that nobody has given. */
    onPropertyTypeChange(newType) {
        super.onPropertyTypeChange(newType);
        if (NUMBERS.includes(newType)) {
            this.onQuestionChange({default: false, value: false});
        }
    }

    /** The questions before this one, whose answers are few. */
    get earlierQuestions() {
        const questions = this.props.record.data[this.props.fieldName] || [];
        const own = this.state.propertyDefinition.name;
        const end = questions.findIndex((question) => question.name === own);
        return questions
            .slice(0, end < 0 ? questions.length : end)
            .filter((question) => OFFERED.includes(question.type));
    }

    /** The condition as the two fields show it; others are shown as text. */
    get condition() {
        const leaves = this.state.propertyDefinition.visible_if || [];
        const [leaf] = leaves;
        const simple =
            Array.isArray(leaves) &&
            leaves.length === 1 &&
            leaf[1] === "=" &&
            this.earlierQuestions.some((question) => question.name === leaf[0]);
        return {
            simple: simple || !leaves.length,
            text: leaves.length ? JSON.stringify(leaves) : "",
            question: simple ? leaf[0] : "",
            answer: simple ? JSON.stringify(leaf[2]) : "",
        };
    }

    /** The answers to offer for the question of the condition, as JSON and label. */
    get conditionAnswers() {
        const question = this.earlierQuestions.find(
            ({name}) => name === this.condition.question
        );
        if (!question) {
            return [];
        }
        if (question.type === "boolean") {
            return [
                {value: "true", label: "✓"},
                {value: "false", label: "✗"},
            ];
        }
        return (question[question.type] || []).map(([key, label]) => ({
            value: JSON.stringify(key),
            label,
        }));
    }

    onQuestionChange(changes) {
        const definition = {...this.state.propertyDefinition, ...changes};
        this.props.onChange(definition);
        this.state.propertyDefinition = definition;
    }

    onConditionQuestionChange(name) {
        const question = this.earlierQuestions.find((item) => item.name === name);
        if (!question) {
            this.onQuestionChange({visible_if: []});
            return;
        }
        const first =
            question.type === "boolean" ? true : question[question.type]?.[0]?.[0];
        this.onQuestionChange({visible_if: [[name, "=", first ?? false]]});
    }

    onConditionAnswerChange(answer) {
        const name = this.condition.question;
        this.onQuestionChange({visible_if: [[name, "=", JSON.parse(answer)]]});
    }
}
