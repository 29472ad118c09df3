import {Domain} from "@web/core/domain";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/**
 * Questions of a service come and go with the answers before them. Without JavaScript
 * all are shown; the server drops answers that nobody was to give.
 */
export class ServiceForm extends Interaction {
    static selector = ".o_servicedesk_questions";
    dynamicContent = {
        _root: {
            "t-on-input": this.updateQuestions,
            "t-on-change": this.updateQuestions,
        },
        ".o_servicedesk_question": {
            "t-att-class": (element) => ({
                "d-none": this.hidden.has(element.dataset.question),
            }),
        },
    };

    setup() {
        this.hidden = new Set();
        this.updateQuestions();
    }

    updateQuestions() {
        const answers = {};
        this.hidden = new Set();
        for (const element of this.el.querySelectorAll(".o_servicedesk_question")) {
            const name = element.dataset.question;
            if (this.isAsked(element.dataset.conditions, answers)) {
                answers[name] = this.readAnswer(element);
            } else {
                answers[name] = false;
                this.hidden.add(name);
            }
        }
    }

    /**
     * @param {String} conditions as JSON, or undefined
     * @param {Object} answers before this question
     * @returns {Boolean}
     */
    isAsked(conditions, answers) {
        return !conditions || new Domain(JSON.parse(conditions)).contains(answers);
    }

    /** Return an answer as the server will understand it. */
    readAnswer(element) {
        const input = element.querySelector("select, textarea, input");
        if (input.multiple) {
            return [...input.selectedOptions].map((option) => option.value);
        }
        const kind = element.dataset.kind;
        if (kind === "boolean") {
            return input.value === "yes";
        }
        if (["integer", "float", "monetary", "many2one"].includes(kind)) {
            return input.value === "" ? false : Number(input.value);
        }
        return input.value || false;
    }
}

registry
    .category("public.interactions")
    .add("servicedesk_portal.service_form", ServiceForm);

/**
 * What a service is, what it needs to know and who takes care of it is shown as soon as
 * it is chosen, and what was typed stays: the page is sent, and comes back with it.
 */
export class ServiceChoice extends Interaction {
    static selector = "select.o_servicedesk_service";
    dynamicContent = {_root: {"t-on-change": this.showService}};

    showService() {
        this.el.form.querySelector("[name=preview]").value = "1";
        this.el.form.submit();
    }
}

registry
    .category("public.interactions")
    .add("servicedesk_portal.service_choice", ServiceChoice);
