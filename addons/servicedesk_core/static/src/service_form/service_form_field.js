import {Domain} from "@web/core/domain";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    PropertiesField,
    propertiesField,
} from "@web/views/fields/properties/properties_field";
import {QuestionValue} from "./question_value";

/**
 * Return whether the answers so far let a question be asked; the server decides by the
 * same rule (tools/form.py). A condition that cannot be read hides nothing here.
 *
 * @param {Object} question
 * @param {Object} answers by the questions' names
 * @returns {Boolean}
 */
export function isAsked(question, answers) {
    if (!question.visible_if || !question.visible_if.length) {
        return true;
    }
    try {
        return new Domain(question.visible_if).contains(answers);
    } catch {
        return true;
    }
}

/**
 * Return the questions that are asked, given the answers to those before them. An
 * answer to a hidden question counts as none.
 *
 * @param {Array} questions with their values
 * @returns {Set} names
 */
export function askedNames(questions) {
    const answers = Object.fromEntries(questions.map(({name}) => [name, false]));
    const asked = new Set();
    for (const question of questions) {
        if (isAsked(question, answers)) {
            asked.add(question.name);
            answers[question.name] = question.value ?? false;
        }
    }
    return asked;
}

/**
 * The answers to a service's own form: questions come and go with the answers before
 * them, required ones are marked. The questions themselves are edited on the service.
 */
export class ServiceFormField extends PropertiesField {
    static template = "servicedesk_core.ServiceFormField";
    static components = {...PropertiesField.components, PropertyValue: QuestionValue};

    get groupedPropertiesList() {
        const asked = askedNames(this.propertiesList);
        return super.groupedPropertiesList.map((group) => ({
            ...group,
            isFolded: false,
            elements: group.elements.filter(({name}) => asked.has(name)),
        }));
    }

    onSeparatorClick() {
        // Nothing is folded.
    }

    async checkDefinitionWriteAccess() {
        return false;
    }

    _getPropertyEditWarningText() {
        return _t("The questions of a form are changed on its service.");
    }
}

export const serviceFormField = {
    ...propertiesField,
    component: ServiceFormField,
    displayName: _t("Service Form"),
};

registry.category("fields").add("servicedesk_service_form", serviceFormField);
