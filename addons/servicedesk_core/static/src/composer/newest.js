import {Thread} from "@mail/core/common/thread";
import {patch} from "@web/core/utils/patch";

const TICKET = "servicedesk.ticket";
// So far from the newest message a reader still looks at the newest.
const NEAR = 30;

/**
 * Odoo keeps in place what is on screen when messages come. Who looks at the newest of a
 * ticket wants the next one in sight; who reads older ones, or scrolled down, keeps his
 * place, and is told by a word of the presence.
 */
patch(Thread.prototype, {
    applyScrollContextually(thread) {
        const seen = this.newestPersistentMessage?.id;
        if (
            thread.model === TICKET &&
            this.props.order === "desc" &&
            this.snapshot &&
            this.snapshot.scrollTop <= NEAR &&
            thread.newestPersistentMessage?.id > seen
        ) {
            this.setScroll(0);
            return;
        }
        super.applyScrollContextually(thread);
    },
});
