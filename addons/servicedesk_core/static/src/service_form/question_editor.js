import {PropertyDefinition} from "@web/views/fields/properties/property_definition";
import {patch} from "@web/core/utils/patch";

// Questions whose answers are few enough to be offered as a condition.
const OFFERED = ["boolean", "selection", "tags"];

/**
 * On a service's form a question may also be required, carry a sentence of help, and
 * be asked only after a certain answer.
 */
patch(PropertyDefinition.prototype, {
    get isServiceForm() {
        return this.props.record?.resModel === "servicedesk.service";
    },

    get isQuestion() {
        return this.isServiceForm && this.state.propertyDefinition.type !== "separator";
    },

    /** The questions before this one, whose answers are few. */
    get earlierQuestions() {
        const questions = this.props.record.data[this.props.fieldName] || [];
        const own = this.state.propertyDefinition.name;
        const end = questions.findIndex((question) => question.name === own);
        return questions
            .slice(0, end < 0 ? questions.length : end)
            .filter((question) => OFFERED.includes(question.type));
    },

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
    },

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
    },

    onQuestionChange(changes) {
        const definition = {...this.state.propertyDefinition, ...changes};
        this.props.onChange(definition);
        this.state.propertyDefinition = definition;
    },

    onConditionQuestionChange(name) {
        const question = this.earlierQuestions.find((item) => item.name === name);
        if (!question) {
            this.onQuestionChange({visible_if: []});
            return;
        }
        const first =
            question.type === "boolean" ? true : question[question.type]?.[0]?.[0];
        this.onQuestionChange({visible_if: [[name, "=", first ?? false]]});
    },

    onConditionAnswerChange(answer) {
        const name = this.condition.question;
        this.onQuestionChange({visible_if: [[name, "=", JSON.parse(answer)]]});
    },
});
