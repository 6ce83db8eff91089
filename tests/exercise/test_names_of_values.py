"""What a parameter's name says of its value."""

from __future__ import annotations

import pytest

from pysoftmax.exercise.softmax.names_of_values import role_of

ROLES = {
    "theta": "theta W thetaParam opt_theta weight_matrix",
    "data": "X x_mat X_batch dataArray new_x test_data X_data",
    "labels": "y y_vals labelArray lables ground_truth y_batch",  # codespell:ignore lables
    "lambda": "lambda_ lambda_factor reg_strength weightDecayParameter reg_lambda regularizer",
    "numClasses": "num_class n_classes K",
    "inputSize": "num_feature n_features dimension",
    "numExamples": "num_samples m",
    "": "n_test k_fold learning_rate temp_parameter max_value train x_dim y_pred batch add_bias"
    " data_set train_set",
}


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for role, names in ROLES.items() for name in names.split()]
)
def test_a_name_says_what_it_is(name: str, role: str) -> None:
    """Words beside the value's own say nothing, and a name of several values says none."""
    assert role_of(name) == role
