import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {usePopover} from "@web/core/popover/popover_hook";
import {
    PropertiesField,
    propertiesField,
} from "@web/views/fields/properties/properties_field";
import {QuestionDefinition} from "./question_definition";
import {QuestionValue} from "./question_value";
import {askedNames} from "./service_form_field";

/**
 * The request form of a service, where it is made and tried: questions are added,
 * changed and moved, and what is answered shows which of them would be asked.
 */
export class QuestionEditor extends PropertiesField {
    static template = "servicedesk_core.QuestionEditor";
    static components = {...PropertiesField.components, PropertyValue: QuestionValue};

    setup() {
        super.setup();
        this.popover = usePopover(QuestionDefinition, {
            closeOnClickAway: this.checkPopoverClose,
            popoverClass: "o_property_field_popover",
            position: "right",
            onClose: () => this.onCloseCurrentPopover?.(),
            fixedPosition: true,
            arrow: false,
            setActiveElement: false,
        });
    }

    get groupedPropertiesList() {
        const asked = askedNames(this.propertiesList);
        return super.groupedPropertiesList.map((group) => ({
            ...group,
            isFolded: false,
            elements: group.elements.map((question) => ({
                ...question,
                isAsked: asked.has(question.name),
            })),
        }));
    }

    onSeparatorClick() {
        // Nothing is folded.
    }

    /** A new question has no words yet: it is not saved before it has some. */
    async onPropertyCreate() {
        const questions = this.propertiesList;
        if (questions.some(({string}) => !string?.trim())) {
            this.notification.add(_t("Say first what the new question asks."), {
                type: "warning",
            });
            return;
        }
        const name = this.generatePropertyName("char");
        questions.push({name, string: "", type: "char", definition_changed: true});
        this.initialValues[name] = {name, type: "char"};
        this.openPropertyDefinition = name;
        await this.props.record.update({[this.props.name]: questions});
    }

    onPropertyDelete(propertyName) {
        this.popover.close();
        this.dialogService.add(ConfirmationDialog, {
            title: _t("Remove the question?"),
            body: _t("Answers that tickets already have to it are not shown any more."),
            confirmLabel: _t("Remove"),
            confirm: () => {
                const questions = this.propertiesList;
                questions.find(({name}) => name === propertyName).definition_deleted =
                    true;
                this.props.record.update({[this.props.name]: questions});
            },
            cancel: () => {},
        });
    }
}

registry.category("fields").add("servicedesk_question_editor", {
    ...propertiesField,
    component: QuestionEditor,
    displayName: _t("Request Form"),
});
