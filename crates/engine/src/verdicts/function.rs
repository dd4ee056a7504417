//! The two functions: bits of entities, and what bits say of a rule.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use arrow_array::{
    Array, ArrayRef, DictionaryArray, FixedSizeBinaryArray, Int32Array, StringArray,
    builder::FixedSizeBinaryBuilder,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, exec_err},
    error::DataFusionError,
    logical_expr::{
        ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, SimpleScalarUDF,
        Volatility,
    },
};

use super::{Verdicts, packed};

/// `rule_bits(kind, number)`: what every rule in force comes to on an entity, two bits each; null
/// for what is not judged.
pub(crate) fn rule_bits(verdicts: &Arc<Verdicts>) -> ScalarUDF {
    ScalarUDF::new_from_impl(RuleBits {
        verdicts: Arc::clone(verdicts),
        signature: Signature::exact(vec![DataType::Utf8, DataType::Int64], Volatility::Stable),
    })
}

#[derive(Debug)]
struct RuleBits {
    verdicts: Arc<Verdicts>,
    signature: Signature,
}

// Two are the same function where they judge the same.
impl PartialEq for RuleBits {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.verdicts, &other.verdicts)
    }
}

impl Eq for RuleBits {}

impl Hash for RuleBits {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.verdicts).hash(state);
    }
}

impl RuleBits {
    fn width(&self) -> Result<i32> {
        let width = packed::width(self.verdicts.order().len());
        i32::try_from(width).or_else(|_| exec_err!("more rules than a column can tell of"))
    }

    fn bits(&self, kinds: &StringArray, numbers: &dyn Array) -> Result<FixedSizeBinaryArray> {
        let numbers = numbers.as_primitive::<Int64Type>();
        let mut bits = FixedSizeBinaryBuilder::with_capacity(numbers.len(), self.width()?);
        // Entities are asked about in runs: mostly, what is at hand has the next one too.
        let mut at_hand = None;
        for row in 0..numbers.len() {
            if kinds.is_null(row) || numbers.is_null(row) {
                bits.append_null();
                continue;
            }
            let (kind, number) = (kinds.value(row), numbers.value(row));
            let known = at_hand.take().filter(|(of, _)| *of == kind);
            let mut packed = known.map(|(_, packed): (&str, Arc<packed::Packed>)| packed);
            if packed
                .as_ref()
                .is_none_or(|packed| packed.bits(number).is_none())
            {
                let found = self.verdicts.packed(kind, number);
                packed = found.map_err(DataFusionError::Execution)?;
            }
            match packed.as_ref().and_then(|packed| packed.bits(number)) {
                Some(known) => bits.append_value(known)?,
                None => bits.append_null(),
            }
            at_hand = packed.map(|packed| (kind, packed));
        }
        Ok(bits.finish())
    }
}

impl ScalarUDFImpl for RuleBits {
    fn name(&self) -> &str {
        "rule_bits"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::FixedSizeBinary(self.width()?))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let [kinds, numbers] = arrays.as_slice() else {
            return exec_err!("`rule_bits` takes a kind and a number");
        };
        let bits = self.bits(kinds.as_string(), numbers.as_ref())?;
        Ok(ColumnarValue::Array(Arc::new(bits)))
    }
}

/// `rule_verdict(bits, place)`: the verdict that bits tell of the rule at a place, from 0, in the
/// order of the rules in force.
pub(crate) fn rule_verdict() -> ScalarUDF {
    let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let signature = Signature::any(2, Volatility::Immutable);
    let told = |arguments: &[ColumnarValue]| {
        let arrays = ColumnarValue::values_to_arrays(arguments)?;
        let places = arrow_cast::cast(&arrays[1], &DataType::Int64)?;
        let Some(bits) = arrays[0].as_fixed_size_binary_opt() else {
            return exec_err!("`rule_verdict` takes what `rule_bits` gives, and a place");
        };
        Ok(ColumnarValue::Array(told(bits, places.as_ref())?))
    };
    ScalarUDF::new_from_impl(SimpleScalarUDF::new_with_signature(
        "rule_verdict",
        signature,
        words,
        Arc::new(told),
    ))
}

fn told(bits: &FixedSizeBinaryArray, places: &dyn Array) -> Result<ArrayRef> {
    let places = places.as_primitive::<Int64Type>();
    let code = |row: usize| {
        let known = bits.is_valid(row) && places.is_valid(row);
        let place = known.then(|| usize::try_from(places.value(row)).ok())??;
        packed::code(bits.value(row), place).map(i32::from)
    };
    let keys: Int32Array = (0..bits.len()).map(code).collect();
    let words = Arc::new(StringArray::from(packed::WORDS.to_vec()));
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(
        keys, words,
    )?))
}
