"""What a question in SQL may be made of: kinds of nodes, functions and functions that give tables. Knows no parser.

An allow-list, since a deny-list misses what the next DuckDB brings. Left out of its functions are those that touch
files, the network, settings, the environment, extensions, secrets, the catalogue or other statements, that write or
wait, that are left to chance, and those that make one text or list of any length out of nothing.
"""

from __future__ import annotations

from typing import Final

_NODES: Final = """
SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY
SHOW_REF PIVOT ORDER_MODIFIER LIMIT_MODIFIER DISTINCT_MODIFIER ASCENDING DESCENDING ORDER_DEFAULT
"""
NODES: Final = frozenset(_NODES.split())
"""Kinds of nodes that are no expressions: queries, what stands behind FROM, and what orders and limits."""

_EXPRESSIONS: Final = """
BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA OPERATOR POSITIONAL_REFERENCE
STAR SUBQUERY TYPE WINDOW
"""
EXPRESSIONS: Final = frozenset(_EXPRESSIONS.split())
"""Classes of expressions. A parameter and a DEFAULT are not among them: nobody fills them in."""

SHOWN: Final = frozenset({"DESCRIBE", "SUMMARY"})
"""What DESCRIBE and SUMMARIZE are called; SHOW reads the catalogue."""

TABLE_FUNCTIONS: Final = frozenset({"generate_series", "json_each", "range", "unnest"})
"""Functions that may stand behind FROM. Their rows come one by one, so the limits hold for them."""

_OPERATORS: Final = "! !~~ !~~* % & && * ** + - ->> / // < <-> << <= <=> <@ = <> != > >= >> @ @> ^ ^@ | || ~ ~~ ~~* ~~~"

_FUNCTIONS: Final = """
any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_min arg_min_null
argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count count_if count_star countif covar_pop
covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram histogram_exact kahan_sum kurtosis
kurtosis_pop last list listagg mad max max_by mean median min min_by mode percentile_cont percentile_disc product
quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
regr_sxy regr_syy sem skewness stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance wavg
weighted_avg

cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number

abs acos add asin atan atan2 bit_count cbrt ceil ceiling cos cot degrees divide even exp factorial floor fdiv fmod
gamma gcd greatest greatest_common_divisor isfinite isinf isnan lcm least least_common_multiple lgamma ln log log10
log2 mod multiply nextafter pi pow power radians round round_even sign signbit sin sqrt subtract tan trunc xor

age century current_date current_localtime current_localtimestamp date_add date_diff date_part date_sub date_trunc
datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade epoch epoch_ms
epoch_ns epoch_us era get_current_time get_current_timestamp hour isodow isoyear julian last_day make_date make_time
make_timestamp make_timestamp_ms make_timestamptz microsecond millennium millisecond minute month monthname nanosecond
normalized_interval now quarter second strftime strptime time_bucket timezone timezone_hour timezone_minute to_days
to_hours to_microseconds to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years
to_decades to_centuries to_millennia today transaction_timestamp try_strptime week weekday weekofyear year yearweek

array_to_string ascii bit_length char_length character_length chr concat concat_ws contains damerau_levenshtein
editdist3 ends_with format_bytes formatReadableDecimalSize formatReadableSize hamming hash hex ilike_escape instr
jaccard jaro_similarity jaro_winkler_similarity lcase left left_grapheme length length_grapheme len levenshtein
like_escape lower ltrim md5 mismatches nfc_normalize not_ilike_escape not_like_escape octet_length ord overlay
position prefix regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
regexp_split_to_array replace reverse right right_grapheme rtrim sha256 split split_part starts_with str_split
str_split_regex string_split string_split_regex string_to_array strip_accents strlen strpos substr substring
substring_grapheme suffix translate trim ucase unicode upper

aggregate apply array_aggr array_aggregate array_apply array_append array_cat array_concat array_contains
array_distinct array_extract array_filter array_has array_has_all array_has_any array_indexof array_intersect
array_length array_position array_prepend array_reduce array_reverse array_reverse_sort array_select array_slice
array_sort array_transform array_unique array_value array_where array_zip cardinality element_at filter flatten
generate_subscripts grade_up list_aggr list_aggregate list_any_value list_append list_apply list_approx_count_distinct
list_avg list_bool_and list_bool_or list_cat list_concat list_contains list_cosine_similarity list_count list_distance
list_distinct list_dot_product list_element list_entropy list_extract list_filter list_first list_grade_up list_has
list_has_all list_has_any list_histogram list_indexof list_inner_product list_intersect list_kurtosis list_last
list_mad list_max list_median list_min list_mode list_pack list_position list_prepend list_product list_reduce
list_reverse list_reverse_sort list_select list_sem list_skewness list_slice list_sort list_stddev_pop
list_stddev_samp list_string_agg list_sum list_transform list_unique list_value list_var_pop list_var_samp list_where
list_zip map map_concat map_contains map_entries map_extract map_extract_value map_from_entries map_keys map_values
reduce row struct_concat struct_extract struct_extract_at struct_insert struct_keys struct_pack struct_values unnest

from_json json json_array json_array_length json_contains json_exists json_extract json_extract_path
json_extract_path_text json_extract_string json_group_array json_group_object json_keys json_object json_structure
json_type json_valid json_value row_to_json to_json

can_cast_implicitly coalesce constant_or_null equi_width_bins error if ifnull nullif typeof
"""
FUNCTIONS: Final = frozenset((*_OPERATORS.split(), *_FUNCTIONS.split()))
"""Functions that give one value for each row or group: aggregates, windows, figures, times, texts, lists, JSON."""
