import {PropertyValue} from "@web/views/fields/properties/property_value";
import {parseFloat, parseInteger} from "@web/views/fields/parsers";

const PARSERS = {integer: parseInteger, float: parseFloat, monetary: parseFloat};

/**
 * An answer: a number that nobody has given is empty, and 0 is a number.
 */
export class QuestionValue extends PropertyValue {
    get displayValue() {
        const {type, value} = this.props;
        if (type in PARSERS && typeof value !== "number") {
            return "";
        }
        return super.displayValue;
    }

    async onValueChange(newValue) {
        const parse = PARSERS[this.props.type];
        if (!parse) {
            return super.onValueChange(newValue);
        }
        let number = false;
        if (newValue.trim()) {
            try {
                number = parse(newValue);
            } catch {
                // Not a number: nothing was answered.
            }
        }
        return this.props.onChange(number);
    }
}
