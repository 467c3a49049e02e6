"""Qt widgets: each shows an `AppState` (`show_state`) and emits actions (`acted`).

Views compute nothing about attention and own nothing but what is under the pointer.
"""
