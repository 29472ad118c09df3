import {AutoComplete} from "@web/core/autocomplete/autocomplete";
import {Many2XAutocomplete} from "@web/views/fields/relational_utils";
import {useEffect} from "@odoo/owl";

/**
 * The tab key takes the offered entry and goes on to the next field: the offered
 * entries themselves are walked by the arrows and are no stop on the way.
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
}

export class TabMany2XAutocomplete extends Many2XAutocomplete {
    static components = {AutoComplete: TabAutoComplete};
}
