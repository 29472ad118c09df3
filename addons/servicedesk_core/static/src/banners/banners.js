import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const SHEET = ".o_form_sheet_bg, .o_form_renderer";
const BANNERS = ":scope > .alert, :scope > .o_widget .alert";
// Nobody shall overlook these: who never sees the ticket, and whose edits meet.
const KEPT = ".alert-dark, .o_servicedesk_changed";
// So many stand one above the other; of more, all but the first are folded.
const MOST = {wide: 2, narrow: 1};

/** How urgent a banner is: what burns, what waits for the reader, what warns. */
function weigh(banner) {
    if (banner.matches(".alert-danger")) {
        return 3;
    }
    if (banner.querySelector(".btn-primary")) {
        return 2;
    }
    return banner.matches(".alert-warning") ? 1 : 0;
}

/**
 * Keeps the banners above a form from filling a screen.
 *
 * Whoever adds one puts a div with the class "alert" before the sheet. Where there are
 * more than two (on a phone: one), the most urgent one stands, and the others open by a tap.
 */
export class FormBanners extends Component {
    static template = "servicedesk_core.FormBanners";
    static props = {...standardWidgetProps};

    setup() {
        this.root = useRef("root");
        this.ui = useService("ui");
        this.state = useState({folded: 0, isOpen: false});
        this.observer = new MutationObserver(() => this.fold());
        onMounted(() => {
            this.sheet = this.root.el.closest(SHEET);
            this.observer.observe(this.sheet, {childList: true, subtree: true});
            this.fold();
        });
        onWillUnmount(() => this.observer.disconnect());
    }

    get label() {
        return this.state.isOpen
            ? _t("Fewer notices")
            : _t("More notices: %s", this.state.folded);
    }

    fold() {
        const banners = [...this.sheet.querySelectorAll(BANNERS)];
        const most = Math.max(...banners.map(weigh));
        const first = banners.find((banner) => weigh(banner) === most);
        const others = banners.filter(
            (banner) => banner !== first && !banner.matches(KEPT)
        );
        const limit = this.ui.isSmall ? MOST.narrow : MOST.wide;
        const isMany = banners.length > limit && others.length > 0;
        for (const banner of banners) {
            banner.classList.add("o_servicedesk_banner");
            const isFolded = isMany && !this.state.isOpen && others.includes(banner);
            banner.classList.toggle("o_servicedesk_folded", isFolded);
        }
        const folded = isMany ? others.length : 0;
        if (folded !== this.state.folded) {
            this.state.folded = folded;
        }
    }

    onToggle() {
        this.state.isOpen = !this.state.isOpen;
        this.fold();
    }
}

registry.category("view_widgets").add("servicedesk_banners", {component: FormBanners});
