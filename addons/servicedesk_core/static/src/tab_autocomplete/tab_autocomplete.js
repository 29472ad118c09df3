import {AutoComplete} from "@web/core/autocomplete/autocomplete";
import {getNextTabableElement} from "@web/core/utils/ui";
import {Many2XAutocomplete} from "@web/views/fields/relational_utils";
import {useEffect} from "@odoo/owl";

/**
 * The tab key takes the offered entry and goes on to the next field: the offered
 * entries themselves are walked by the arrows and are no stop on the way. In the quick
 * form the enter key goes on as well: who types on must not change what he has taken.
 */
export class TabAutoComplete extends AutoComplete {
    setup() {
        super.setup();
        useEffect(() => {
            for (const entry of this.listRef.el?.querySelectorAll("a") || []) {
                entry.tabIndex = -1;
            }
        });
    }

    async onInputKeydown(ev) {
        const input = this.inputRef.el;
        const form = input.closest(".o_servicedesk_quick");
        const offers = this.isOpened && this.state.activeSourceOption;
        const goesOn = form && ev.key === "Enter" && (this.loadingPromise || offers);
        const before = this.takenCount;
        const done = super.onInputKeydown(ev);
        if (!goesOn) {
            return done;
        }
        // At once: the next words are on their way.
        getNextTabableElement(form)?.focus();
        await done;
        if (this.takenCount === before) {
            input.focus();
        }
    }

    takenCount = 0;

    selectOption(option) {
        if (!option.unselectable) {
            this.takenCount += 1;
        }
        return super.selectOption(option);
    }
}

export class TabMany2XAutocomplete extends Many2XAutocomplete {
    static components = {AutoComplete: TabAutoComplete};
}
